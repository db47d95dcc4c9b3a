/** The HTTP API: submit, poll, cancel, keys, health. */
@NullMarked
package dev.sluice.api;

import org.jspecify.annotations.NullMarked;
