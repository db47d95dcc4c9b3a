@NullMarked
package dev.sluice.api.errors;

import org.jspecify.annotations.NullMarked;
