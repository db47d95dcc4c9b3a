@NullMarked
package dev.sluice.api.http.access;

import org.jspecify.annotations.NullMarked;
