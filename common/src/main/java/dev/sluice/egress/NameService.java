package dev.sluice.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Resolves names. May block, and ignores interrupts. */
@FunctionalInterface
public interface NameService {

  InetAddress[] addresses(String host) throws UnknownHostException;

  /** The resolver of the operating system, behind the JVM's short-lived cache. */
  static NameService ofSystem() {
    return InetAddress::getAllByName;
  }
}
