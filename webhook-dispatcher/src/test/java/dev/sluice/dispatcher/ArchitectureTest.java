package dev.sluice.dispatcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import org.springframework.kafka.annotation.KafkaListener;

@AnalyzeClasses(
    packages = "dev.sluice.dispatcher",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("dev.sluice.dispatcher.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule featuresDoNotKnowTheApplication =
      noClasses()
          .that()
          .resideInAPackage("dev.sluice.dispatcher.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.sluice.dispatcher");

  @ArchTest
  static final ArchRule sendingKnowsNeitherDatabaseNorTopics =
      noClasses()
          .that()
          .resideInAnyPackage("..send..", "..sign..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework.jdbc..", "org.springframework.kafka..");

  @ArchTest
  static final ArchRule servicesDoNotKnowOneAnother =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.sluice.api..", "dev.sluice.processor..", "dev.sluice.provider..");

  @ArchTest
  static final ArchRule listenersAreNotPublic =
      methods()
          .that()
          .areAnnotatedWith(KafkaListener.class)
          .should()
          .notBePublic()
          .andShould()
          .beDeclaredInClassesThat()
          .areNotPublic();

  @ArchTest
  static final ArchRule nobodyReadsTheClockButThroughAClock =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(OffsetDateTime.class, "now")
          .orShould()
          .callMethod(ZonedDateTime.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule fanOutAndReplayShowNothing =
      classes()
          .that()
          .resideInAnyPackage("dev.sluice.dispatcher.fanout", "dev.sluice.dispatcher.replay")
          .should()
          .notBePublic();
}
