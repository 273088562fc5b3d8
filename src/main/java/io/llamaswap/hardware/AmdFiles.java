package io.llamaswap.hardware;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what the driver of AMD's cards tells in files (kernel documentation, "amdgpu":
 * {@code gpu_busy_percent}, {@code mem_info_vram_*}, hwmon). No tool has to be there, and
 * a card that sleeps is not read.
 */
final class AmdFiles implements GpuSource {

	private static final double MICRO = 1e6;

	private static final double MILLI = 1e3;

	private final PciCards cards;

	AmdFiles(PciCards cards) {
		this.cards = cards;
	}

	@Override
	public List<GpuSample> sample(Instant now) {
		List<GpuSample> samples = new ArrayList<>();
		List<Path> all = this.cards.all().stream().filter(AmdFiles::hasMemory).toList();
		for (int id = 0; id < all.size(); id++) {
			if (!PciCards.sleeps(all.get(id))) {
				samples.add(sample(now, id, all.get(id)));
			}
		}
		return samples;
	}

	// Its driver is loaded, and it is no bare video output.
	private static boolean hasMemory(Path card) {
		return TextFiles.number(card.resolve("mem_info_vram_total")) > 0;
	}

	private static String name(Path card) {
		String name = TextFiles.text(card.resolve("product_name"));
		return name.isEmpty() ? "AMD " + TextFiles.text(card.resolve("device")) : name;
	}

	/**
	 * Tells what the cards are. Their sizes are known to the kernel, so none is woken.
	 * @param cards the cards of this vendor
	 * @return in the order of their samples
	 */
	static List<Hardware.Accelerator> describe(PciCards cards) {
		return cards.all().stream().filter(AmdFiles::hasMemory).map((card) -> {
			double limit = TextFiles.number(sensors(card).resolve("power1_cap"));
			return new Hardware.Accelerator("amd", name(card), "dedicated",
					(long) TextFiles.number(card.resolve("mem_info_vram_total")), "amdgpu", null,
					Double.isNaN(limit) ? null : Double.valueOf(limit / MICRO));
		}).toList();
	}

	private static Path sensors(Path card) {
		return TextFiles.list(card.resolve("hwmon"), "hwmon*").stream().findFirst().orElse(card);
	}

	private static GpuSample sample(Instant now, int id, Path card) {
		Path sensors = sensors(card);
		double fan = 100 * TextFiles.number(sensors.resolve("pwm1")) / TextFiles.number(sensors.resolve("pwm1_max"));
		double power = TextFiles.number(sensors.resolve("power1_average"));
		return new GpuSample(now, id, name(card), TextFiles.text(card.resolve("unique_id")),
				temperature(sensors, "edge"), temperature(sensors, "mem"),
				TextFiles.number(card.resolve("gpu_busy_percent")),
				TextFiles.number(card.resolve("mem_info_vram_used")),
				TextFiles.number(card.resolve("mem_info_vram_total")), fan,
				(Double.isNaN(power) ? TextFiles.number(sensors.resolve("power1_input")) : power) / MICRO);
	}

	private static double temperature(Path sensors, String label) {
		for (Path file : TextFiles.list(sensors, "temp*_label")) {
			if (label.equals(TextFiles.text(file))) {
				String input = String.valueOf(file.getFileName()).replace("_label", "_input");
				return TextFiles.number(sensors.resolve(input)) / MILLI;
			}
		}
		return Double.NaN;
	}

}
