/** Delivers job events as signed webhooks: fan-out, then claim, send and settle. */
@NullMarked
package dev.sluice.dispatcher;

import org.jspecify.annotations.NullMarked;
