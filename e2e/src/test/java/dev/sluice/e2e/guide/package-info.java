/** The guide to the HTTP API, run as it stands. */
@NullMarked
package dev.sluice.e2e.guide;

import org.jspecify.annotations.NullMarked;
