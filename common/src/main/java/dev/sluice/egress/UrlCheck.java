package dev.sluice.egress;

/** Whether a webhook's URL may be used. */
public sealed interface UrlCheck {

  record Usable(Destination destination) implements UrlCheck {}

  record Refused(Refusal refusal) implements UrlCheck {}
}
