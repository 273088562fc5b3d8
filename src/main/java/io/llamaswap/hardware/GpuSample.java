package io.llamaswap.hardware;

import java.time.Instant;

/**
 * How busy one accelerator was at one moment. Unknown numbers are NaN.
 *
 * @param timestamp the moment
 * @param id its number among the accelerators of the machine
 * @param name what its maker calls it
 * @param uuid what tells it from others of its kind, or {@code ""}
 * @param temperature degrees Celsius
 * @param memoryTemperature degrees Celsius of its memory
 * @param utilization percent
 * @param memoryUsed bytes
 * @param memoryTotal bytes
 * @param fan percent
 * @param power watts
 */
public record GpuSample(Instant timestamp, int id, String name, String uuid, double temperature,
		double memoryTemperature, double utilization, double memoryUsed, double memoryTotal, double fan, double power) {

	/**
	 * Returns how full its memory is.
	 * @return percent
	 */
	public double memoryUtilization() {
		return (this.memoryTotal > 0) ? 100 * this.memoryUsed / this.memoryTotal : Double.NaN;
	}

	GpuSample numbered(int number) {
		return new GpuSample(this.timestamp, number, this.name, this.uuid, this.temperature, this.memoryTemperature,
				this.utilization, this.memoryUsed, this.memoryTotal, this.fan, this.power);
	}

	/**
	 * Tells whether nobody seems to use it.
	 * @return {@code false} if it works or holds anything of note
	 */
	boolean isIdle() {
		return !(this.utilization > 0) && !(memoryUtilization() > 1);
	}

}
