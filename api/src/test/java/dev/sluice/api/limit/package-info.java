@NullMarked
package dev.sluice.api.limit;

import org.jspecify.annotations.NullMarked;
