package dev.sluice.provider;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(
    packages = "dev.sluice.provider",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("dev.sluice.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule portKnowsNothingOfWhatIsBehindIt =
      noClasses()
          .that()
          .resideInAPackage("dev.sluice.provider")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.sluice.provider.*..");

  @ArchTest
  static final ArchRule protocolsAreSpokenWithoutTheProvidersLibraries =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.openai..", "com.anthropic..", "okhttp3..");

  @ArchTest
  static final ArchRule protocolsKnowNothingOfTheHttpClient =
      noClasses()
          .that()
          .resideInAnyPackage("dev.sluice.provider.openai..", "dev.sluice.provider.anthropic..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.hc..");

  @ArchTest
  static final ArchRule nobodyReadsTheClockButThroughAClock =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");
}
