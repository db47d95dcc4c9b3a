@NullMarked
package dev.sluice.api.http.sse;

import org.jspecify.annotations.NullMarked;
