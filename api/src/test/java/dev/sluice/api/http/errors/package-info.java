@NullMarked
package dev.sluice.api.http.errors;

import org.jspecify.annotations.NullMarked;
