package dev.sluice.processor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.OffsetDateTime;

@AnalyzeClasses(
    packages = "dev.sluice.processor",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule stepsAreFreeOfCycles =
      slices().matching("dev.sluice.processor.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theProcessorKnowsNoOtherService =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.sluice.api..", "dev.sluice.dispatcher..");

  @ArchTest
  static final ArchRule timeIsReadOnlyThroughAClock =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(OffsetDateTime.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule onlyClaimsKnowsTheOrder =
      noClasses()
          .that()
          .resideInAnyPackage("..run..", "..settle..", "..relay..", "..reap..")
          .should()
          .dependOnClassesThat()
          .haveSimpleName("Claims");
}
