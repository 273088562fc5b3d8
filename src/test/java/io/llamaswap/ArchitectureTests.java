package io.llamaswap;

import java.util.Set;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/**
 * The package table of the design, as a build rule.
 */
@AnalyzeClasses(packages = "io.llamaswap", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String[] EDGES = { "routing", "api", "dashboard", "actuate", "security", "connection",
			"root" };

	private static final DescribedPredicate<JavaClass> JDK = JavaClass.Predicates
		.resideInAnyPackage("java..", "javax..", "org.jspecify..")
		.as("the JDK");

	private static final Set<String> WALL_CLOCK = Set.of("Instant.now", "System.currentTimeMillis", "Clock.systemUTC",
			"Clock.systemDefaultZone", "InstantSource.system", "LocalDateTime.now", "ZonedDateTime.now",
			"OffsetDateTime.now");

	/** Who tells people when something was, or hands the clock to such. */
	private static final String SHOWS_TIME = ".*\\.(model\\.MonotonicClock|activity\\.MeteredRequest|config\\.LiveConfiguration"
			+ "|ProgramConfiguration|api\\.ListingController|hardware\\.(HardwareDetection|PerformanceMonitor)"
			+ "|routing\\.LoadingFeedback.*|upstream\\.process\\.ProcessUpstreamConfiguration|demo\\..*)";

	@ArchTest
	final ArchRule packagesAreFreeOfCycles = SlicesRuleDefinition.slices()
		.matching("io.llamaswap.(**)")
		.should()
		.beFreeOfCycles()
		.because("a knot of packages cannot be read one at a time");

	@ArchTest
	final ArchRule packagesUseOnlyWhatStandsBelow = Architectures.layeredArchitecture()
		.consideringOnlyDependenciesInLayers()
		.withOptionalLayers(true)
		.layer("root")
		.definedBy("io.llamaswap")
		.layer("model")
		.definedBy("io.llamaswap.model")
		.layer("error")
		.definedBy("io.llamaswap.error")
		.layer("matrix")
		.definedBy("io.llamaswap.matrix")
		.layer("json")
		.definedBy("io.llamaswap.json")
		.layer("directory")
		.definedBy("io.llamaswap.directory")
		.layer("config")
		.definedBy("io.llamaswap.config")
		.layer("log")
		.definedBy("io.llamaswap.log")
		.layer("upstream")
		.definedBy("io.llamaswap.upstream")
		.layer("process")
		.definedBy("io.llamaswap.upstream.process")
		.layer("lifecycle")
		.definedBy("io.llamaswap.lifecycle")
		.layer("activity")
		.definedBy("io.llamaswap.activity")
		.layer("hardware")
		.definedBy("io.llamaswap.hardware")
		.layer("routing")
		.definedBy("io.llamaswap.routing")
		.layer("api")
		.definedBy("io.llamaswap.api")
		.layer("dashboard")
		.definedBy("io.llamaswap.dashboard")
		.layer("actuate")
		.definedBy("io.llamaswap.actuate")
		.layer("security")
		.definedBy("io.llamaswap.security")
		.layer("connection")
		.definedBy("io.llamaswap.connection")
		.layer("demo")
		.definedBy("io.llamaswap.demo")
		.whereLayer("root")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("routing")
		.mayOnlyBeAccessedByLayers("root")
		.whereLayer("api")
		.mayOnlyBeAccessedByLayers("root")
		.whereLayer("dashboard")
		.mayOnlyBeAccessedByLayers("root")
		.whereLayer("actuate")
		.mayOnlyBeAccessedByLayers("root")
		.whereLayer("security")
		.mayOnlyBeAccessedByLayers("root")
		.whereLayer("connection")
		.mayOnlyBeAccessedByLayers("root")
		.whereLayer("demo")
		.mayOnlyBeAccessedByLayers("root")
		.whereLayer("process")
		.mayOnlyBeAccessedByLayers("root")
		.whereLayer("directory")
		.mayOnlyBeAccessedByLayers(EDGES)
		.whereLayer("activity")
		.mayOnlyBeAccessedByLayers(EDGES)
		.whereLayer("hardware")
		.mayOnlyBeAccessedByLayers("api", "dashboard", "actuate", "root")
		.whereLayer("json")
		.mayOnlyBeAccessedByLayers("config", "directory", "routing", "error")
		.whereLayer("lifecycle")
		.mayOnlyBeAccessedByLayers("directory", "routing", "api", "dashboard", "actuate", "root")
		.whereLayer("upstream")
		.mayOnlyBeAccessedByLayers("process", "lifecycle", "routing", "root")
		.whereLayer("log")
		.mayOnlyBeAccessedByLayers("upstream", "process", "api", "dashboard", "actuate", "root")
		.whereLayer("config")
		.mayOnlyBeAccessedByLayers("upstream", "process", "lifecycle", "activity", "directory", "routing", "api",
				"dashboard", "actuate", "security", "connection", "root")
		.whereLayer("matrix")
		.mayOnlyBeAccessedByLayers("config", "lifecycle")
		.whereLayer("error")
		.mayOnlyBeAccessedByLayers("config", "activity", "lifecycle", "routing", "api", "dashboard", "actuate",
				"security", "connection", "root");

	@ArchTest
	final ArchRule wordsNeedTheJdkOnly = ArchRuleDefinition.classes()
		.that()
		.resideInAnyPackage("io.llamaswap.model", "io.llamaswap.matrix", "io.llamaswap.error", "io.llamaswap.json")
		.should()
		.onlyDependOnClassesThat(JDK.or(JavaClass.Predicates.resideInAnyPackage("io.llamaswap.model",
				"io.llamaswap.matrix", "io.llamaswap.error", "io.llamaswap.json")))
		.allowEmptyShould(true)
		.because("they must be usable and measurable anywhere");

	@ArchTest
	final ArchRule demoNeedsTheJdkAndReactorNettyOnly = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("io.llamaswap.demo..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework..", "tools.jackson..", "io.llamaswap.model..", "io.llamaswap.config..")
		.allowEmptyShould(true)
		.because("the demo model server has to start in a fraction of a second");

	@ArchTest
	final ArchRule decisionsKnowNoFramework = ArchRuleDefinition.noClasses()
		.that()
		.haveSimpleNameStartingWith("SwapScheduler")
		.or()
		.haveSimpleNameEndingWith("EvictionPolicy")
		.or()
		.resideInAPackage("io.llamaswap.config")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework..", "reactor..")
		.allowEmptyShould(true)
		.because("decisions are tested without threads");

	@ArchTest
	final ArchRule processesLiveInOnePackage = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackages("io.llamaswap.upstream.process", "io.llamaswap.demo")
		.should()
		.dependOnClassesThat()
		.areAssignableTo(ProcessBuilder.class)
		.orShould()
		.dependOnClassesThat()
		.areAssignableTo(ProcessHandle.class)
		.orShould()
		.dependOnClassesThat()
		.areAssignableTo(Process.class)
		.because("whoever starts a process must also end it");

	@ArchTest
	final ArchRule nothingBlocks = ArchRuleDefinition.noClasses()
		.that()
		.haveSimpleNameNotEndingWith("Lifecycle")
		.should()
		.callMethodWhere(new DescribedPredicate<>("block on Reactor or sleep") {
			@Override
			public boolean test(com.tngtech.archunit.core.domain.JavaMethodCall call) {
				String owner = call.getTargetOwner().getName();
				String name = call.getName();
				return (owner.startsWith("reactor.") && name.startsWith("block"))
						|| ("java.lang.Thread".equals(owner) && "sleep".equals(name)
								&& !call.getOriginOwner().getPackageName().startsWith("io.llamaswap.demo"));
			}
		})
		.because("a blocked Netty thread stalls everybody");

	@ArchTest
	final ArchRule limitsAreNotCountedOnTheClockOnTheWall = ArchRuleDefinition.noClasses()
		.that()
		.haveNameNotMatching(SHOWS_TIME)
		.should()
		.callMethodWhere(new DescribedPredicate<>("ask for the time on the wall") {
			@Override
			public boolean test(com.tngtech.archunit.core.domain.JavaMethodCall call) {
				return WALL_CLOCK.contains(call.getTargetOwner().getSimpleName() + "." + call.getName());
			}
		})
		.because("who sets the clock must end nobody and make nobody wait");

	@ArchTest
	final ArchRule namesSayWhatThingsAre = ArchRuleDefinition.noClasses()
		.should()
		.haveSimpleNameEndingWith("Impl")
		.orShould()
		.haveSimpleNameEndingWith("Util")
		.orShould()
		.haveSimpleNameEndingWith("Utils")
		.orShould()
		.haveSimpleNameEndingWith("Helper")
		.orShould()
		.haveSimpleNameEndingWith("Manager")
		.because("a job title is not a noun");

}
