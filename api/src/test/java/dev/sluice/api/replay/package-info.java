/** Tests of replays as the api takes and shows them. */
@NullMarked
package dev.sluice.api.replay;

import org.jspecify.annotations.NullMarked;
