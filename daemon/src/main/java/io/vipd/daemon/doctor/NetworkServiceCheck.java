package io.vipd.daemon.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** systemd-networkd and NetworkManager, which take away addresses that they did not add. */
final class NetworkServiceCheck {
  private static final String WHY =
      "when it starts, or sets the interface up anew, it takes away addresses that are not its own;"
          + " vipd puts them back within milliseconds, yet connections may notice";

  private NetworkServiceCheck() {}

  static void look(Case patient, Findings findings) {
    for (String name : patient.interfaces()) {
      Host.Interface link = patient.host().interfaceOf(name);
      if (link != null) {
        networkd(patient.host(), link, findings);
        networkManager(patient.host(), link, findings);
      }
    }
  }

  private static void networkd(Host host, Host.Interface link, Findings findings) {
    String state = "/run/systemd/netif/links/" + link.index();
    String text = host.file(state).or("");
    String file = value(text, "NETWORK_FILE");
    if (file.isEmpty() || value(text, "ADMIN_STATE").equals("unmanaged")) {
      return;
    }
    String keep = "";
    for (String each : files(host, text, file)) {
      String value = value(host.file(each).or(""), "KeepConfiguration");
      keep = value.isEmpty() ? keep : value;
    }
    if (keep.equals("yes") || keep.equals("true") || keep.equals("1")) {
      findings.ok("networkd", "systemd-networkd keeps what it finds on " + link.name());
    } else {
      findings.warning(
          "networkd",
          "systemd-networkd manages %s by %s%s"
              .formatted(
                  link.name(), file, keep.isEmpty() ? "" : " with KeepConfiguration=" + keep),
          WHY,
          "KeepConfiguration=yes in a section [Network] of %s.d/vipd.conf, then networkctl"
                  .formatted(file.replaceFirst("^/(run|usr/lib|lib)/", "/etc/"))
              + " reload");
    }
  }

  private static List<String> files(Host host, String text, String file) {
    List<String> files = new ArrayList<>(List.of(file));
    Stream.of(value(text, "NETWORK_FILE_DROPINS").replace("\"", "").split("[\\s:]+"))
        .filter(each -> !each.isEmpty())
        .forEach(files::add);
    String dropIns = file.replaceFirst("^/(run|usr/lib|lib)/", "/etc/") + ".d";
    host.folder(dropIns).stream().map(each -> dropIns + "/" + each).forEach(files::add);
    return files;
  }

  private static void networkManager(Host host, Host.Interface link, Findings findings) {
    String state = "/run/NetworkManager/devices/" + link.index();
    String managed = value(host.file(state).or(""), "managed");
    if (managed.equals("true") || managed.equals("1") || managed.equals("yes")) {
      findings.warning(
          "networkmanager",
          "NetworkManager manages %s (%s)".formatted(link.name(), state),
          WHY,
          "where the interface is configured by something else: [keyfile] and"
              + " unmanaged-devices=interface-name:%s in /etc/NetworkManager/conf.d/vipd.conf; else do"
                  .formatted(link.name())
              + " not bring its connection up again while this node is Active");
    }
  }

  /** The last value of a key; empty where there is none. */
  private static String value(String text, String key) {
    return text.lines()
        .map(String::strip)
        .filter(line -> line.startsWith(key + "="))
        .reduce("", (_, last) -> last.substring(key.length() + 1).strip());
  }
}
