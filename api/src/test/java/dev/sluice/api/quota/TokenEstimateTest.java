package dev.sluice.api.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.sluice.chat.TokenEstimate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far the estimate is off what {@code o200k_base} counts. */
class TokenEstimateTest {

  private static final Encoding ENCODING =
      Encodings.newDefaultEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          English | Please summarise the following article in three short paragraphs. The committee met on Thursday to discuss whether the proposed changes to the transportation budget would affect rural communities, and several members expressed concern about the projected shortfall.
          German  | Bitte fassen Sie den folgenden Artikel in drei kurzen Absätzen zusammen. Der Ausschuss traf sich am Donnerstag, um zu besprechen, ob die vorgeschlagenen Änderungen am Verkehrshaushalt die ländlichen Gemeinden betreffen würden; mehrere Mitglieder äußerten Bedenken.
          French  | Veuillez résumer l'article suivant en trois courts paragraphes. Le comité s'est réuni jeudi pour discuter des modifications proposées au budget des transports et de leurs effets sur les communautés rurales.
          Java    | public static List<Integer> primes(int max) { List<Integer> found = new ArrayList<>(); for (int i = 2; i <= max; i++) { boolean isPrime = true; for (int p : found) { if (i % p == 0) { isPrime = false; break; } } if (isPrime) { found.add(i); } } return found; }
          JSON    | {"id":"4f1c2a7e","type":"invoice","amount":1299.5,"currency":"EUR","lines":[{"sku":"A-1001","quantity":3},{"sku":"B-2044","quantity":12}],"paid":false,"created_at":"2026-11-22T14:03:11Z"}
          Chinese | 请用三个简短的段落总结以下文章。委员会于周四开会，讨论拟议的交通预算变更是否会影响农村社区，几位成员对预计的资金短缺表示担忧。他们希望在下个月之前得到更详细的报告。
          Japanese| 次の記事を三つの短い段落で要約してください。委員会は木曜日に会合を開き、交通予算の変更案が農村地域に影響を与えるかどうかを議論しました。
          Russian | Пожалуйста, кратко изложите следующую статью в трёх абзацах. Комитет собрался в четверг, чтобы обсудить, повлияют ли предлагаемые изменения транспортного бюджета на сельские общины.
          Emoji   | 😀🎉🚀 great work team 👍🏽 see you tomorrow ☕️🥐 🇩🇪🇫🇷 ❤️‍🔥 👩‍👩‍👧‍👦
          """)
  void staysNearWhatATokenizerCounts(String kind, String text) {
    double off = TokenEstimate.of(text) / ENCODING.countTokens(text) - 1;
    assertThat(off).as(kind).isBetween(-0.25, 0.35);
  }
}
