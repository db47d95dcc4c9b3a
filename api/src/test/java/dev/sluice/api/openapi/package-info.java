@NullMarked
package dev.sluice.api.openapi;

import org.jspecify.annotations.NullMarked;
