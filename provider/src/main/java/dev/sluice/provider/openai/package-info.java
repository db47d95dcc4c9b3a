/** OpenAI's chat completions, also as implemented by other servers. */
@NullMarked
package dev.sluice.provider.openai;

import org.jspecify.annotations.NullMarked;
