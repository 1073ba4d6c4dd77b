package io.vipd.daemon.control;

import static io.vipd.daemon.control.StatusDocument.array;
import static io.vipd.daemon.control.StatusDocument.list;
import static io.vipd.daemon.control.StatusDocument.number;
import static io.vipd.daemon.control.StatusDocument.orNull;
import static io.vipd.daemon.control.StatusDocument.text;
import static io.vipd.daemon.control.StatusDocument.texts;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.vipd.daemon.control.NodeStatus.AddressStatus;
import io.vipd.daemon.control.NodeStatus.ForeignRouterStatus;
import io.vipd.daemon.control.NodeStatus.OwnershipStatus;
import io.vipd.daemon.control.NodeStatus.RivalStatus;
import io.vipd.daemon.control.NodeStatus.VerificationStatus;
import java.util.List;

/** The part of a group's status that says where its addresses are, both ways. */
final class OwnershipDocument {
  private OwnershipDocument() {}

  static JsonObject toJson(OwnershipStatus ownership) {
    JsonObject json = new JsonObject();
    json.addProperty("conflicts", ownership.conflicts());
    json.add("addresses", array(ownership.addresses(), OwnershipDocument::address));
    json.add("foreign-routers", array(ownership.foreignRouters(), OwnershipDocument::foreign));
    return json;
  }

  /** Nothing is known where an older daemon says nothing. */
  static OwnershipStatus fromJson(JsonElement element) {
    if (element == null) {
      return new OwnershipStatus(0, List.of(), List.of());
    }
    JsonObject json = element.getAsJsonObject();
    return new OwnershipStatus(
        number(json, "conflicts"),
        list(json, "addresses", OwnershipDocument::address),
        json.has("foreign-routers")
            ? list(json, "foreign-routers", OwnershipDocument::foreign)
            : List.of());
  }

  private static JsonObject address(AddressStatus address) {
    JsonObject json = new JsonObject();
    json.addProperty("address", address.address());
    json.add("rival", address.rival() == null ? JsonNull.INSTANCE : rival(address.rival()));
    json.add(
        "verification",
        address.verification() == null ? JsonNull.INSTANCE : verification(address.verification()));
    return json;
  }

  private static AddressStatus address(JsonObject json) {
    return new AddressStatus(
        text(json, "address"),
        orNull(json, "rival", element -> rival(element.getAsJsonObject())),
        orNull(json, "verification", element -> verification(element.getAsJsonObject())));
  }

  private static JsonObject rival(RivalStatus rival) {
    JsonObject json = new JsonObject();
    json.addProperty("mac", rival.mac());
    json.addProperty("router", rival.router());
    json.addProperty("conflict", rival.conflict());
    json.addProperty("since-ms", rival.sinceMillis());
    json.addProperty("last-ms", rival.lastMillis());
    json.addProperty("claims", rival.claims());
    return json;
  }

  private static RivalStatus rival(JsonObject json) {
    return new RivalStatus(
        text(json, "mac"),
        orNull(json, "router", JsonElement::getAsString),
        json.get("conflict").getAsBoolean(),
        number(json, "since-ms"),
        number(json, "last-ms"),
        number(json, "claims"));
  }

  private static JsonObject foreign(ForeignRouterStatus router) {
    JsonObject json = new JsonObject();
    json.addProperty("address", router.address());
    json.addProperty("mac", router.mac());
    json.addProperty("version", router.version());
    json.addProperty("priority", router.priority());
    json.addProperty("interval-ms", router.intervalMillis());
    json.add("addresses", texts(router.addresses()));
    json.addProperty("authentication", router.authentication());
    json.addProperty("problem", router.problem());
    json.addProperty("mend", router.mend());
    json.addProperty("since-ms", router.sinceMillis());
    json.addProperty("last-ms", router.lastMillis());
    json.addProperty("adverts", router.adverts());
    return json;
  }

  private static ForeignRouterStatus foreign(JsonObject json) {
    return new ForeignRouterStatus(
        text(json, "address"),
        orNull(json, "mac", JsonElement::getAsString),
        (int) number(json, "version"),
        (int) number(json, "priority"),
        number(json, "interval-ms"),
        texts(json, "addresses"),
        text(json, "authentication"),
        text(json, "problem"),
        text(json, "mend"),
        number(json, "since-ms"),
        number(json, "last-ms"),
        number(json, "adverts"));
  }

  private static JsonObject verification(VerificationStatus verification) {
    JsonObject json = new JsonObject();
    json.addProperty("state", verification.state());
    json.addProperty("witness", verification.witness());
    json.addProperty("after-ms", verification.afterMillis());
    return json;
  }

  private static VerificationStatus verification(JsonObject json) {
    return new VerificationStatus(
        text(json, "state"),
        text(json, "witness"),
        orNull(json, "after-ms", JsonElement::getAsDouble));
  }
}
