package dev.sluice.provider.call;

import java.util.ArrayList;
import java.util.List;

/** Reads a list of models, which both protocols write alike. For one thread. */
final class ModelList {

  /** Beyond it the list is cut. */
  static final int MAX = 1000;

  private final List<String> ids = new ArrayList<>();
  private boolean isList;

  void read(JsonReader json) throws UpstreamException {
    json.members(name -> {
      switch (name) {
        case "data" -> {
          isList |= json.isArray();
          json.elements(() ->
              json.members(member -> {
                if (member.equals("id") && json.isString() && ids.size() < MAX) {
                  ids.add(json.text());
                }
              }));
        }
        case "error" -> ErrorBody.throwAny(json);
        default -> {}
      }
    });
  }

  List<String> ids() throws UpstreamException {
    if (!isList) {
      throw new UpstreamException(Failure.Trouble.MALFORMED);
    }
    return ids;
  }
}
