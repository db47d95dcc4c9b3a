package dev.sluice.egress;

/** The result of a check of a webhook's URL. */
public sealed interface UrlCheck {

  record Usable(Destination destination) implements UrlCheck {}

  record Refused(Refusal refusal) implements UrlCheck {}
}
