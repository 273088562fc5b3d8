package io.llamaswap.test;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Debian's chromium without a window.
 */
public final class Browser implements AutoCloseable {

	private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

	private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

	private static final Path TARGET = Path.of("target", "browser");

	private final ChromeDriver driver;

	private Browser(ChromeDriver driver) {
		this.driver = driver;
	}

	/**
	 * Tells whether a browser is installed; tests are skipped where none is.
	 * @return whether {@link #start()} can work
	 */
	public static boolean isInstalled() {
		return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
	}

	/**
	 * Starts a browser.
	 * @return the browser, to be closed
	 */
	public static Browser start() {
		ChromeOptions options = new ChromeOptions();
		options.setBinary(CHROMIUM.toFile());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--window-size=1280,900");
		LoggingPreferences logging = new LoggingPreferences();
		logging.enable(LogType.BROWSER, Level.ALL);
		options.setCapability("goog:loggingPrefs", logging);
		ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile())
			.withEnvironment(
					Map.of("TMPDIR", folder().toString(), "HOME", folder().toString(), "PATH", "/usr/bin:/bin"))
			.build();
		ChromeDriver driver = new ChromeDriver(service, options);
		driver.manage().timeouts().implicitlyWait(Duration.ofSeconds(20)).pageLoadTimeout(Duration.ofSeconds(60));
		return new Browser(driver);
	}

	/**
	 * Opens a page.
	 * @param address its address
	 */
	public void open(String address) {
		this.driver.get(address);
	}

	/**
	 * Finds an element, waiting for it.
	 * @param selector a CSS selector
	 * @return the first that matches
	 */
	public WebElement find(String selector) {
		return this.driver.findElement(By.cssSelector(selector));
	}

	/**
	 * Asks the page something.
	 * @param script the body of a function
	 * @return what it returns, as text
	 */
	public String ask(String script) {
		return String.valueOf(this.driver.executeScript(script));
	}

	/**
	 * Clicks on what a selector finds, which may be replaced meanwhile.
	 * @param selector a CSS selector
	 */
	public void click(String selector) {
		find(selector);
		ask("document.querySelector(\"" + selector + "\").click()");
	}

	/**
	 * Makes the window a phone's.
	 */
	public void becomePhone() {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", 390, "height", 844, "deviceScaleFactor", 1, "mobile", true));
	}

	/**
	 * Makes the window wide again.
	 */
	public void becomeDesktop() {
		this.driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
	}

	/**
	 * Prefers light or dark.
	 * @param scheme {@code light} or {@code dark}
	 */
	public void prefer(String scheme) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
	}

	/**
	 * Returns what the page wrote to the console since the last call.
	 * @return the messages
	 */
	public List<String> console() {
		return this.driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(LogEntry::getMessage).toList();
	}

	/**
	 * Checks the page for what keeps people from using it.
	 * @return what is wrong
	 */
	public List<String> accessibilityViolations() {
		return new AxeBuilder().analyze(this.driver)
			.getViolations()
			.stream()
			.map((Rule rule) -> rule.getId() + ": " + rule.getHelp() + " "
					+ rule.getNodes().stream().map((node) -> node.getHtml()).toList())
			.toList();
	}

	/**
	 * Keeps a picture of the window under {@code target/browser}.
	 * @param name its name without ending
	 */
	public void picture(String name) {
		try {
			File picture = this.driver.getScreenshotAs(OutputType.FILE);
			Files.move(picture.toPath(), folder().resolve(name + ".png"), StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.driver.quit();
	}

	private static Path folder() {
		try {
			return Files.createDirectories(TARGET).toAbsolutePath();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
