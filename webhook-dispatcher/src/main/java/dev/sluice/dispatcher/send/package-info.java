/** Sends requests to untrusted addresses: filtered, bounded, with classified failures. */
@NullMarked
package dev.sluice.dispatcher.send;

import org.jspecify.annotations.NullMarked;
