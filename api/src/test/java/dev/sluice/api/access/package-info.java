@NullMarked
package dev.sluice.api.access;

import org.jspecify.annotations.NullMarked;
