package dev.sluice.webhooks.delivery;

/** A claimed delivery, and the pick that it came from. */
public record Started(Claim claim, Pick pick) {}
