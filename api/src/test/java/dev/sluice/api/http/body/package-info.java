@NullMarked
package dev.sluice.api.http.body;

import org.jspecify.annotations.NullMarked;
