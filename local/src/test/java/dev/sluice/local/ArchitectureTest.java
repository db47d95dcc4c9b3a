package dev.sluice.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.sluice.local", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("dev.sluice.local.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packagesDoNotDependOnTheApplication =
      noClasses()
          .that()
          .resideInAPackage("dev.sluice.local.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.sluice.local");

  @ArchTest
  static final ArchRule demoDependsOnlyOnThePublicContract =
      noClasses()
          .that()
          .resideInAPackage("dev.sluice.local.demo")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.sluice.api..",
              "dev.sluice.processor..",
              "dev.sluice.dispatcher..",
              "dev.sluice.local.infra..",
              "dev.sluice.local.services..",
              "java.sql..",
              "org.springframework..");

  @ArchTest
  static final ArchRule timeIsReadFromAClock =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");
}
