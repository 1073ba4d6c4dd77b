package io.vipd.daemon;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom. Maven keeps the modules apart; this keeps the rooms inside them apart. */
class ArchitectureTest {
  private static final JavaClasses VIPD =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.vipd");

  @Test
  void theProtocolKnowsNoThreadSocketFileLoggerClockOrChance() {
    noClasses()
        .that()
        .resideInAPackage("io.vipd.vrrp..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..",
            "java.nio.file..",
            "java.nio.channels..",
            "java.util.concurrent..",
            "java.util.logging..",
            "java.util.random..",
            "java.lang.foreign..",
            "org.slf4j..",
            "io.vipd.arp..",
            "io.vipd.health..",
            "io.vipd.daemon..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Thread.class, java.time.Clock.class, java.util.Random.class)
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .check(VIPD);
  }

  @Test
  void theStateMachineKnowsNeitherPacketsNorNumbers() {
    noClasses()
        .that()
        .resideInAPackage("io.vipd.vrrp.machine")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vipd.vrrp.node", "io.vipd.vrrp.wire")
        .check(VIPD);
    noClasses()
        .that()
        .resideInAPackage("io.vipd.vrrp.wire")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vipd.vrrp.node", "io.vipd.vrrp.machine", "io.vipd.vrrp.auth")
        .check(VIPD);
  }

  @Test
  void theLeavesDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("io.vipd.arp..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vipd.vrrp..", "io.vipd.health..", "io.vipd.daemon..")
        .check(VIPD);
    noClasses()
        .that()
        .resideInAPackage("io.vipd.health..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vipd.vrrp..", "io.vipd.arp..", "io.vipd.daemon..")
        .check(VIPD);
  }

  @Test
  void onlyOneFileMakesNativeCalls() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.vipd.daemon.kernel.Native")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.foreign.Linker")
        .check(VIPD);
    noClasses()
        .that()
        .resideOutsideOfPackage("io.vipd.daemon.kernel")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .check(VIPD);
  }

  @Test
  void everyLibraryHasOneRoom() {
    onlyIn("info.picocli..", "io.vipd.daemon.cli..");
    onlyIn("picocli..", "io.vipd.daemon.cli..");
    onlyIn("org.yaml..", "io.vipd.daemon.config..");
    onlyIn("io.prometheus..", "io.vipd.daemon.metrics..");
    onlyIn("com.sun.net.httpserver..", "io.vipd.daemon.http..");
    onlyIn("java.lang.management..", "io.vipd.daemon.metrics..");
    onlyIn(
        "com.google.gson..",
        "io.vipd.daemon.control..",
        "io.vipd.daemon.cli..",
        "io.vipd.daemon.doctor..",
        "io.vipd.daemon.journal..",
        "io.vipd.daemon.recording..",
        "io.vipd.daemon.hooks..",
        "io.vipd.daemon.maintenance..");
    onlyIn("ch.qos.logback..", "io.vipd.daemon.log..");
    onlyIn("org.pcap4j..", "io.vipd.arp..");
    onlyIn("jnr..", "io.vipd.health..");
  }

  private static void onlyIn(String library, String... rooms) {
    noClasses()
        .that()
        .resideOutsideOfPackages(rooms)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(VIPD);
  }

  @Test
  void onlyTheLoopDrivesTheNode() {
    noClasses()
        .that()
        .resideInAPackage("io.vipd.daemon..")
        .and()
        .resideOutsideOfPackages("io.vipd.daemon.loop", "io.vipd.daemon.recording")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vipd.vrrp.node", "io.vipd.vrrp.machine")
        .check(VIPD);
  }

  @Test
  void roomsDoNotFormRings() {
    slices().matching("io.vipd.daemon.(*)..").should().beFreeOfCycles().check(VIPD);
    slices().matching("io.vipd.vrrp.(*)..").should().beFreeOfCycles().check(VIPD);
  }
}
