package dev.sluice.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where the addresses of names come from. May block; is never interrupted. */
@FunctionalInterface
public interface NameService {

  InetAddress[] addresses(String host) throws UnknownHostException;

  /** The resolver of the operating system, behind the JVM's short-lived cache. */
  static NameService ofSystem() {
    return InetAddress::getAllByName;
  }
}
