package dev.sluice.api.webhooks;

import dev.sluice.egress.RegistrationCheck;
import dev.sluice.egress.UrlCheck;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Refuses what the sender would refuse, as far as the DNS tells by now. */
@Component
final class EgressCheck implements AddressCheck {

  private final RegistrationCheck check;

  EgressCheck(RegistrationCheck check) {
    this.check = check;
  }

  @Override
  public Optional<String> refusal(String url) {
    return switch (check.check(url)) {
      case UrlCheck.Usable _ -> Optional.empty();
      case UrlCheck.Refused(var refusal) -> Optional.of(refusal.rule());
    };
  }
}
