package dev.sluice.provider;

import static java.util.Objects.requireNonNull;

import dev.sluice.job.JobError;
import java.util.List;

/** What came of asking a provider for its models. */
public sealed interface ModelListing {

  /** It answered: the models that it says it has, in its order. */
  record Listed(List<String> models) implements ModelListing {
    public Listed {
      models = List.copyOf(models);
    }
  }

  /** It did not. */
  record Failed(JobError error) implements ModelListing {
    public Failed {
      requireNonNull(error);
    }
  }
}
