/** Who is calling, and what they may do. */
@NullMarked
package dev.sluice.api.http.access;

import org.jspecify.annotations.NullMarked;
