/** API keys: made, listed, revoked, looked up. */
@NullMarked
package dev.sluice.api.keys;

import org.jspecify.annotations.NullMarked;
