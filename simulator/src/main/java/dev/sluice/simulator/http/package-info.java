/** The HTTP server: connections that can be cut at any byte and report a client that leaves. */
@NullMarked
package dev.sluice.simulator.http;

import org.jspecify.annotations.NullMarked;
