@NullMarked
package dev.sluice.api.batch;

import org.jspecify.annotations.NullMarked;
