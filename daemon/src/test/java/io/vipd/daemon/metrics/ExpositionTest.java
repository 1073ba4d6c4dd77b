package io.vipd.daemon.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.Pictures;
import io.vipd.daemon.http.Nodes;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ExpositionTest {
  private static String write(Exposition form) {
    return write(form, Pictures.node(Pictures.web(), Pictures.mail()));
  }

  private static String write(Exposition form, NodeStatus node) {
    return new String(form.write(node, Nodes.counters(), Nodes.NOW, 4), UTF_8);
  }

  private static List<String> samples(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .toList();
  }

  @Test
  void theFormIsTheOneThatTheClientAccepts() {
    assertEquals(Exposition.PROMETHEUS, Exposition.of(null));
    assertEquals(Exposition.PROMETHEUS, Exposition.of("*/*"));
    assertEquals(Exposition.PROMETHEUS, Exposition.of("text/plain;version=0.0.4"));
    assertEquals(
        Exposition.OPEN_METRICS,
        Exposition.of(
            "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.4"));
  }

  @Test
  void aGroupHasItsRoleOneHot() {
    String labels = "family=\"ipv4\",group=\"web\",interface=\"eth0\"";
    assertEquals(
        List.of(
            "vipd_group_role{" + labels + ",role=\"active\",vrid=\"51\"} 1.0",
            "vipd_group_role{" + labels + ",role=\"backup\",vrid=\"51\"} 0.0",
            "vipd_group_role{" + labels + ",role=\"fault\",vrid=\"51\"} 0.0"),
        samples(write(Exposition.PROMETHEUS), "vipd_group_role").stream()
            .filter(line -> line.contains("web"))
            .toList());
  }

  @Test
  void aGroupThatMovesWithOthersIsCountedToItsSyncGroup() {
    String text = write(Exposition.PROMETHEUS, Pictures.node(Pictures.inSync(Pictures.web())));
    assertEquals(
        List.of(
            "vipd_group_sync{family=\"ipv4\",group=\"web\",interface=\"eth0\",sync=\"site\","
                + "vrid=\"51\"} 1.0"),
        samples(text, "vipd_group_sync"));
    assertEquals(List.of(), samples(write(Exposition.PROMETHEUS), "vipd_group_sync"));
  }

  @Test
  void latenessIsAHistogramInSeconds() {
    String labels = "family=\"ipv4\",group=\"web\",interface=\"eth0\",vrid=\"51\"";
    String text = write(Exposition.PROMETHEUS);
    assertEquals(
        List.of(
            "vipd_advert_lateness_seconds_bucket{" + labels + ",le=\"1.0E-4\"} 170",
            "vipd_advert_lateness_seconds_bucket{" + labels + ",le=\"0.001\"} 175",
            "vipd_advert_lateness_seconds_bucket{" + labels + ",le=\"+Inf\"} 176"),
        samples(text, "vipd_advert_lateness_seconds_bucket").stream()
            .filter(line -> line.contains("web"))
            .toList());
    assertTrue(text.contains("vipd_advert_lateness_seconds_sum{" + labels + "} 0.0095\n"), text);
  }

  @Test
  void whatIsCountedEndsInTotal() {
    String text = write(Exposition.OPEN_METRICS);
    assertTrue(text.contains("\n# TYPE vipd_group_transitions counter\n"), text);
    assertTrue(
        text.contains(
            "\nvipd_group_transitions_total{cause=\"active_down_timer\",family=\"ipv4\","
                + "group=\"web\",interface=\"eth0\",vrid=\"51\"} 1.0\n"),
        text);
    assertTrue(
        text.contains(
            "\nvipd_packets_refused_total{family=\"ipv4\",interface=\"eth0\",rule=\"checksum\"}"
                + " 3.0\n"),
        text);
    assertTrue(text.contains("\nvipd_inbox_refused_total 7.0\n"), text);
    assertTrue(
        text.contains(
            "\nvipd_stalls_total{family=\"ipv4\",group=\"web\",interface=\"eth0\",vrid=\"51\"}"
                + " 2.0\n"),
        text);
    assertTrue(text.contains("\nvipd_journal_entries_lost_total 4.0\n"), text);
  }

  @Test
  void aCheckThatNeverRanHasNoTimes() {
    String text = write(Exposition.PROMETHEUS);
    assertEquals(
        List.of(
            "vipd_check_up{check=\"disk\",group=\"web\"} 0.0",
            "vipd_check_up{check=\"nginx\",group=\"web\"} 1.0",
            "vipd_check_up{check=\"smtp\",group=\"mail\"} 0.0"),
        samples(text, "vipd_check_up").stream().sorted().toList());
    assertEquals(
        List.of(
            "vipd_check_duration_seconds{check=\"disk\",group=\"web\"} 0.0125",
            "vipd_check_duration_seconds{check=\"nginx\",group=\"web\"} 0.00125"),
        samples(text, "vipd_check_duration_seconds").stream().sorted().toList());
  }

  @Test
  void runsOfHooksAreCountedByTheirOutcome() {
    String text = write(Exposition.PROMETHEUS);
    assertEquals(
        List.of(
            "vipd_hook_runs_total{group=\"web\",hook=\"active\",of=\"group\",outcome=\"failed\"} 2.0",
            "vipd_hook_runs_total{group=\"web\",hook=\"active\",of=\"group\",outcome=\"succeeded\"}"
                + " 3.0",
            "vipd_hook_runs_total{group=\"web\",hook=\"active\",of=\"group\",outcome=\"timed_out\"}"
                + " 0.0"),
        samples(text, "vipd_hook_runs_total").stream().sorted().toList());
    assertEquals(
        List.of(
            "vipd_hook_failed{group=\"mail\",hook=\"fault\",of=\"group\"} 0.0",
            "vipd_hook_failed{group=\"web\",hook=\"active\",of=\"group\"} 1.0",
            "vipd_hook_failed{group=\"web\",hook=\"webhook\",of=\"node\"} 0.0"),
        samples(text, "vipd_hook_failed").stream().sorted().toList());
    assertEquals(
        List.of("vipd_hook_duration_seconds{group=\"web\",hook=\"active\",of=\"group\"} 1.2345"),
        samples(text, "vipd_hook_duration_seconds"));
  }

  @Test
  void theLastAdvertIsAMomentAndAbsentBeforeTheFirst() {
    assertEquals(
        List.of(
            "vipd_peer_last_advert_timestamp_seconds{family=\"ipv4\",group=\"web\","
                + "interface=\"eth0\",vrid=\"51\"} 1.76722579159E9"),
        samples(write(Exposition.PROMETHEUS), "vipd_peer_last_advert_timestamp_seconds"));
  }

  @Test
  void aLeaseThatDoesNotRunHasNothingLeft() {
    String web = "{family=\"ipv4\",group=\"web\",interface=\"eth0\",vrid=\"51\"}";
    String mail = "{family=\"ipv4\",group=\"mail\",interface=\"eth1\",vrid=\"52\"}";
    String text = write(Exposition.PROMETHEUS);
    assertEquals(
        List.of("vipd_lease_remaining_seconds" + web + " 1.6"),
        samples(text, "vipd_lease_remaining_seconds"));
    assertEquals(
        List.of(
            "vipd_lease_least_remaining_seconds" + mail + " 2.0",
            "vipd_lease_least_remaining_seconds" + web + " 0.12"),
        samples(text, "vipd_lease_least_remaining_seconds").stream().sorted().toList());
    assertEquals(
        List.of(
            "vipd_lease_renewals_late_total" + mail + " 0.0",
            "vipd_lease_renewals_late_total" + web + " 2.0"),
        samples(text, "vipd_lease_renewals_late_total").stream().sorted().toList());
  }

  @Test
  void whoeverElseClaimsAnAddressIsAConflictWhereItIsHere() {
    assertEquals(
        List.of(
            "vipd_address_conflict{family=\"ipv4\",group=\"mail\",interface=\"eth1\",vrid=\"52\"}"
                + " 0.0",
            "vipd_address_conflict{family=\"ipv4\",group=\"web\",interface=\"eth0\",vrid=\"51\"}"
                + " 1.0"),
        samples(write(Exposition.PROMETHEUS), "vipd_address_conflict").stream().sorted().toList());
  }

  @Test
  void whoeverElseUsesTheVridIsCounted() {
    assertEquals(
        List.of(
            "vipd_foreign_routers{family=\"ipv4\",group=\"mail\",interface=\"eth1\",vrid=\"52\"}"
                + " 0.0",
            "vipd_foreign_routers{family=\"ipv4\",group=\"web\",interface=\"eth0\",vrid=\"51\"}"
                + " 1.0"),
        samples(write(Exposition.PROMETHEUS), "vipd_foreign_routers").stream().sorted().toList());
  }

  @Test
  void maintenanceAndItsEndAreToldForEachGroup() {
    String labels = "{family=\"ipv4\",group=\"web\",interface=\"eth0\",vrid=\"51\"}";
    String text = write(Exposition.PROMETHEUS, Pictures.node(Pictures.inMaintenance()));
    assertEquals(List.of("vipd_maintenance" + labels + " 1.0"), samples(text, "vipd_maintenance"));
    assertEquals(
        List.of("vipd_maintenance_end_timestamp_seconds" + labels + " 1.767232992E9"),
        samples(text, "vipd_maintenance_end_timestamp_seconds"));
    assertEquals(
        List.of(), samples(write(Exposition.PROMETHEUS), "vipd_maintenance_end_timestamp_seconds"));
  }

  @Test
  void howReloadingWentIsTold() {
    String text = write(Exposition.PROMETHEUS, Pictures.node(Pictures.failed()));
    assertEquals(
        List.of(
            "vipd_config_reloads_total{outcome=\"applied\"} 2.0",
            "vipd_config_reloads_total{outcome=\"invalid\"} 1.0",
            "vipd_config_reloads_total{outcome=\"refused\"} 0.0",
            "vipd_config_reloads_total{outcome=\"unchanged\"} 0.0"),
        samples(text, "vipd_config_reloads_total").stream().sorted().toList());
    assertEquals(
        List.of("vipd_config_last_reload_successful 0.0"),
        samples(text, "vipd_config_last_reload_successful"));
    assertEquals(
        List.of("vipd_config_last_success_timestamp_seconds 1.76722566E9"),
        samples(text, "vipd_config_last_success_timestamp_seconds"));
    assertEquals(
        List.of("vipd_config_outdated_seconds 77.0"),
        samples(text, "vipd_config_outdated_seconds"));
  }

  @Test
  void whatTheProcessUsesIsThereUnderTheUsualNames() {
    String text = write(Exposition.PROMETHEUS);
    for (String name :
        List.of(
            "process_start_time_seconds",
            "process_cpu_seconds_total",
            "process_resident_memory_bytes",
            "process_open_fds",
            "process_threads",
            "jvm_memory_used_bytes",
            "jvm_memory_max_bytes",
            "jvm_gc_collection_seconds_count",
            "jvm_gc_collection_seconds_sum")) {
      String value = samples(text, name).getFirst().replaceFirst(".* ", "");
      assertTrue(Double.parseDouble(value) >= 0, name + " " + value);
    }
    assertEquals(List.of("vipd_core_responding 1.0"), samples(text, "vipd_core_responding"));
  }

  @Test
  void aCoreThatDoesNotAnswerLeavesTheProcessToBeSeen() {
    String text = new String(Exposition.PROMETHEUS.writeWithoutCore(), UTF_8);
    assertEquals(List.of("vipd_core_responding 0.0"), samples(text, "vipd_core_responding"));
    assertEquals(1, samples(text, "process_resident_memory_bytes").size());
    assertEquals(List.of(), samples(text, "vipd_group_role"));
  }

  @Test
  void everyFamilyHasHelpAndATypeAndNoSampleStandsTwice() {
    String text = write(Exposition.PROMETHEUS);
    TreeSet<String> seen = new TreeSet<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        String name = line.split(" ")[2];
        assertTrue(text.contains("# HELP " + name + " "), name);
      } else if (!line.startsWith("#")) {
        assertTrue(seen.add(line.substring(0, line.lastIndexOf(' '))), line);
        assertTrue(line.matches("[a-z_]+(\\{([a-z]+=\"[^\"]*\",?)+})? [-+0-9.EInf]+"), line);
      }
    }
    assertTrue(seen.size() > 80, "only " + seen.size());
  }
}
