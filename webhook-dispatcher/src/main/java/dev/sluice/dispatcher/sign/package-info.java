/** Signatures of a webhook, in both forms of the contract. */
@NullMarked
package dev.sluice.dispatcher.sign;

import org.jspecify.annotations.NullMarked;
