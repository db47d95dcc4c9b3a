package dev.sluice.api.http.access;

/** Whether it is known who is calling. */
sealed interface Identification {

  /** It is. */
  record Known(Caller caller) implements Identification {}

  /** The request shows nothing. */
  record Missing() implements Identification {}

  /** What the request shows is not valid. */
  record Refused() implements Identification {}

  /** It cannot be found out at the moment. */
  record Unavailable() implements Identification {}
}
