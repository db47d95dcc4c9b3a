/** The API as its clients see it. */
@NullMarked
package dev.sluice.e2e.client;

import org.jspecify.annotations.NullMarked;
