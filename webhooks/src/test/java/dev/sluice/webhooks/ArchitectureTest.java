package dev.sluice.webhooks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.OffsetDateTime;

@AnalyzeClasses(
    packages = "dev.sluice.webhooks",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("dev.sluice.webhooks.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noServiceAndNoHttpIsKnown =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.sluice.api..",
              "dev.sluice.dispatcher..",
              "dev.sluice.processor..",
              "org.springframework.web..",
              "jakarta.servlet..");

  @ArchTest
  static final ArchRule nobodyReadsTheClockButThroughAClock =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(OffsetDateTime.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");
}
