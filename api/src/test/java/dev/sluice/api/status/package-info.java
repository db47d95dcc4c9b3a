@NullMarked
package dev.sluice.api.status;

import org.jspecify.annotations.NullMarked;
