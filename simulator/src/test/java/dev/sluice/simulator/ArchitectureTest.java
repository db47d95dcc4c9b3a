package dev.sluice.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.sluice.simulator", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("dev.sluice.simulator.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule serverDoesNotDependOnFeatures =
      noClasses()
          .that()
          .resideInAPackage("..simulator.http..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..serve..", "..script..", "..calls..", "..wire..", "..answer..");

  @ArchTest
  static final ArchRule timeIsReadFromAClock =
      noClasses().should().callMethod(Instant.class, "now");

  @ArchTest
  static final ArchRule simulatorDependsOnNoOtherModule =
      noClasses()
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "belong to another module of Sluice",
                  other ->
                      other.getPackageName().startsWith("dev.sluice.")
                          && !other.getPackageName().startsWith("dev.sluice.simulator")));
}
