/** The jobs of a tenant, page by page. */
@NullMarked
package dev.sluice.api.list;

import org.jspecify.annotations.NullMarked;
