@NullMarked
package dev.sluice.api.sse;

import org.jspecify.annotations.NullMarked;
