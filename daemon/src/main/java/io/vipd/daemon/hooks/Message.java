package io.vipd.daemon.hooks;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.vipd.daemon.config.GroupConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A change in the forms in which programs are told of it. */
final class Message {
  private final String node;
  private final GroupConfig group;
  private final Change change;

  Message(String node, GroupConfig group, Change change) {
    this.node = node;
    this.group = group;
    this.change = change;
  }

  /** The variables that a program sees. */
  Map<String, String> environment() {
    Map<String, String> variables = new TreeMap<>();
    variables.put("VIPD_NODE", node);
    variables.put("VIPD_GROUP", group.name());
    variables.put("VIPD_EVENT", change.what().word());
    variables.put("VIPD_VRID", Integer.toString(group.vrid()));
    variables.put("VIPD_STATE", change.to());
    variables.put("VIPD_PREVIOUS", change.from());
    variables.put("VIPD_REASON", change.why());
    variables.put("VIPD_PRIORITY", Integer.toString(change.priority()));
    variables.put("VIPD_PEER", orEmpty(change.peer()));
    Change.Other other = change.other();
    variables.put("VIPD_OTHER_MAC", other == null ? "" : orEmpty(other.mac()));
    variables.put("VIPD_OTHER_ADDRESS", other == null ? "" : orEmpty(other.address()));
    variables.put("VIPD_CLAIMED", other == null ? "" : orEmpty(other.claimed()));
    variables.put("VIPD_STOPPING", Boolean.toString(change.stopping()));
    variables.put("VIPD_INTERFACE", group.interfaceName());
    variables.put(
        "VIPD_ADDRESSES", addresses().map(Object::toString).collect(Collectors.joining(" ")));
    return variables;
  }

  /** Those of the group, or those that it advertises in the place of its own. */
  private Stream<?> addresses() {
    return (group.addresses().isEmpty() ? group.advertise() : group.addresses()).stream();
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  /** One line of JSON, without its line end. */
  String json() {
    JsonObject json = new JsonObject();
    json.addProperty("time", change.at().toString());
    json.addProperty("node", node);
    json.addProperty("group", group.name());
    json.addProperty("event", change.what().word());
    json.addProperty("vrid", group.vrid());
    json.addProperty("state", change.to());
    json.addProperty("previous", change.from());
    json.addProperty("reason", change.why());
    json.addProperty("priority", change.priority());
    json.addProperty("peer", change.peer());
    json.add("other", change.other() == null ? JsonNull.INSTANCE : json(change.other()));
    json.addProperty("stopping", change.stopping());
    json.addProperty("interface", group.interfaceName());
    JsonArray addresses = new JsonArray();
    addresses().forEach(address -> addresses.add(address.toString()));
    json.add("addresses", addresses);
    return json.toString();
  }

  private static JsonObject json(Change.Other other) {
    JsonObject json = new JsonObject();
    json.addProperty("mac", other.mac());
    json.addProperty("address", other.address());
    json.addProperty("claimed", other.claimed());
    return json;
  }

  /** What keepalived gives to a notify script behind its name, at a transition. */
  List<String> keepalivedArguments() {
    return List.of(
        "INSTANCE", group.name(), keepalivedState(), Integer.toString(change.priority()));
  }

  /** What keepalived writes to its notify_fifo of a transition or a contest, with the line end. */
  String keepalivedLine() {
    return "INSTANCE \""
        + group.name()
        + "\" "
        + (change.what() == Change.What.CONTEST_WON ? "MASTER_RX_LOWER_PRI" : keepalivedState())
        + " "
        + change.priority()
        + "\n";
  }

  private String keepalivedState() {
    return change.stopping() ? "STOP" : change.to().equals("ACTIVE") ? "MASTER" : change.to();
  }
}
