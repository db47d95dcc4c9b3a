@NullMarked
package dev.sluice.bench.http;

import org.jspecify.annotations.NullMarked;
