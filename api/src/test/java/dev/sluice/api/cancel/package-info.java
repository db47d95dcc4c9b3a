@NullMarked
package dev.sluice.api.cancel;

import org.jspecify.annotations.NullMarked;
