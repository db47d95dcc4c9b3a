/** Accepting jobs: one append to the topic, acknowledged. */
@NullMarked
package dev.sluice.api.submit;

import org.jspecify.annotations.NullMarked;
