@NullMarked
package dev.sluice.api.retry;

import org.jspecify.annotations.NullMarked;
