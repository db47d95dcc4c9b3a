@NullMarked
package dev.sluice.api.concurrency;

import org.jspecify.annotations.NullMarked;
