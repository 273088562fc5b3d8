package io.llamaswap;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The application: wires the packages together.
 */
@SpringBootApplication
public class LlamaSwapApplication {

	/**
	 * Starts the program.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		SpringApplication.run(LlamaSwapApplication.class, args);
	}

}
