package io.llamaswap.actuate;

import java.net.URI;
import java.util.Arrays;
import java.util.List;

import io.llamaswap.config.LaunchConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class GpuAssignmentTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			CUDA_VISIBLE_DEVICES=0         | 0         | CUDA_VISIBLE_DEVICES
			CUDA_VISIBLE_DEVICES=0, 2      | 0,2       | CUDA_VISIBLE_DEVICES
			CUDA_VISIBLE_DEVICES=GPU-8932  | GPU-8932  | CUDA_VISIBLE_DEVICES
			HIP_VISIBLE_DEVICES=1          | 1         | HIP_VISIBLE_DEVICES
			ROCR_VISIBLE_DEVICES=0,1       | 0,1       | ROCR_VISIBLE_DEVICES
			ZE_AFFINITY_MASK=0.1           | 0.1       | ZE_AFFINITY_MASK
			GGML_VK_VISIBLE_DEVICES=3      | 3         | GGML_VK_VISIBLE_DEVICES
			CUDA_VISIBLE_DEVICES=          | ''        | CUDA_VISIBLE_DEVICES
			CUDA_VISIBLE_DEVICES=-1        | ''        | CUDA_VISIBLE_DEVICES
			""")
	void variablesAssign(String entry, String gpus, String source) {
		assertThat(assignment("server", "HOME=/root", entry)).isEqualTo(expected(gpus, source));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			llama-server --device CUDA0,CUDA1 -m x            | CUDA0,CUDA1 | --device
			llama-server -dev Vulkan1                         | Vulkan1     | --device
			llama-server --device none                        | ``          | --device
			llama-server --device=SYCL0                       | SYCL0       | --device
			llama-server -sm none -mg 1                       | 1           | --main-gpu
			llama-server --tensor-split 0,1,3                 | 1,2         | --tensor-split
			docker run --gpus all image                       | all         | --gpus
			docker run --gpus "device=0,2" image              | 0,2         | --gpus
			docker run --gpus=1 image                         | 1           | --gpus
			docker run --device /dev/kfd --device /dev/dri/renderD128 i | /dev/dri/renderD128 | --device
			podman run --device nvidia.com/gpu=0 image        | nvidia.com/gpu=0 | --device
			docker run -e CUDA_VISIBLE_DEVICES=1 image        | 1           | CUDA_VISIBLE_DEVICES
			docker run --env=HIP_VISIBLE_DEVICES=1 image      | 1           | HIP_VISIBLE_DEVICES
			env CUDA_VISIBLE_DEVICES=2 server                 | 2           | CUDA_VISIBLE_DEVICES
			""")
	void flagsAssign(String cmd, String gpus, String source) {
		assertThat(assignment(cmd)).isEqualTo(expected(gpus, source));
	}

	@Test
	void theLastOfTwoVariablesCounts() {
		assertThat(assignment("server", "CUDA_VISIBLE_DEVICES=0", "CUDA_VISIBLE_DEVICES=1").gpus())
			.containsExactly("1");
	}

	@Test
	void aVariableCountsBeforeAFlag() {
		assertThat(assignment("server --device CUDA0", "CUDA_VISIBLE_DEVICES=3").gpus()).containsExactly("3");
	}

	@Test
	void withoutAnyTheServerTakesWhatItFinds() {
		assertThat(assignment("server --port 1 --device")).isEqualTo(new GpuAssignment(List.of(), null));
	}

	private static GpuAssignment expected(String gpus, String source) {
		return new GpuAssignment(gpus.isEmpty() ? List.of() : List.of(gpus.split(",")), source);
	}

	private static GpuAssignment assignment(String cmd, String... env) {
		return GpuAssignment.of(new LaunchConfiguration(cmd, Arrays.asList(cmd.split(" ")), "", List.of(env),
				URI.create("http://127.0.0.1:1"), "/health", null));
	}

}
